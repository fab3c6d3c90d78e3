package nas.proxy.probe;
import java.util.*;
import nas.evaluator.runtime.*;
import org.junit.jupiter.api.Test;
class TmpTest {
  static double[] f(ChannelSums s){ return s.layers().stream().mapToDouble(l->{double f=0; for(double[] im:l.sums()) for(double x:im) f+=0.5*x*x/l.sums().length*l.weightsPerChannel(); return f;}).toArray(); }
  @Test void x() throws Exception {
    for (Golden g : Golden.cases()) {
      if (!g.name().startsWith("0110")) continue;
      var p=ProbePlan.of(Set.of(new ChannelProducts(), new ReluKernels(), new LossGradients(1)));
      var a=new NetworkProbe(Device.CPU, Precision.FLOAT64).measure(g.network(), g.weights(), List.of(g.images()), p).measurements();
      var b=new NetworkProbe(Device.CPU, Precision.FLOAT32).measure(g.network(), g.weights(), List.of(g.images()), p).measurements();
      double[] x=f(a.get(new ChannelProducts())), y=f(b.get(new ChannelProducts()));
      for(int i=0;i<x.length;i++) System.out.printf("%-30s %.6f %.6f %.2e%n", a.get(new ChannelProducts()).layers().get(i).node(), x[i], y[i], y[i]/x[i]-1);
      var ka=a.get(new ReluKernels()); var kb=b.get(new ReluKernels());
      for(int i=0;i<ka.layers().size();i++){ double d=0; double[][] p1=ka.layers().get(i).matrix(), q=kb.layers().get(i).matrix(); for(int r=0;r<8;r++)for(int c=0;c<8;c++) d+=Math.abs(p1[r][c]-q[r][c]); System.out.println(ka.layers().get(i).node()+" "+d);}
    }
  }
}
