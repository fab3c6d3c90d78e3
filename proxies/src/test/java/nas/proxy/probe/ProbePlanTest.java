package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;
import org.junit.jupiter.api.Test;

class ProbePlanTest {

  @Test
  void everythingNeedsTwentyFourPasses() {
    assertEquals(
        """
        1. read the weights: LayerWeights[]
        2. forward in evaluation mode, batch 1: ActivationKernels[], HiddenStates[], LayerKernels[]
        3. forward in training mode, batch 1: ChannelProducts[], HessianGradient[], InputJacobian[], LossGradients[batches=1], LossGradients[batches=2], ReluKernels[]
        4. backward from the logits to the images, batch 1: InputJacobian[]
        5. backward from the loss, batch 1: ChannelProducts[], HessianGradient[], LossGradients[batches=1], LossGradients[batches=2]
        6. backward from the gradient, batch 1: HessianGradient[]
        7. forward in training mode, batch 1, first 6 images, rounded before max pooling: BlockGradients[feed=batch 1, first 6 images, rounded before max pooling]
        8. backward through each block, batch 1, first 6 images, rounded before max pooling: BlockGradients[feed=batch 1, first 6 images, rounded before max pooling]
        9. forward in training mode, batch 1, first 4 images: ActivationWords[images=4, initialisations=0], OutputRanks[images=4, first=false], OutputRanks[images=4, first=true], ResponseCorrelations[images=4, published=false], ResponseCorrelations[images=4, published=true]
        10. backward from the loss, batch 1, first 4 images: ResponseCorrelations[images=4, published=false], ResponseCorrelations[images=4, published=true]
        11. forward in training mode, batch 1, first image: ChannelCorrelations[]
        12. forward in training mode, batch 2: LossGradients[batches=2]
        13. backward from the loss, batch 2: LossGradients[batches=2]
        14. forward in training mode, 5 Gaussian images and Kaiming weights, rounded before max pooling: BlockFeatures[feed=5 Gaussian images and Kaiming weights, rounded before max pooling], BlockGradients[feed=5 Gaussian images and Kaiming weights, rounded before max pooling]
        15. backward through each block, 5 Gaussian images and Kaiming weights, rounded before max pooling: BlockGradients[feed=5 Gaussian images and Kaiming weights, rounded before max pooling]
        16. forward of each of 2 images alone, and backward from each of its logits, batch 1: WeightJacobian[images=2, arrays=9]
        17. SynFlow forward with a tangent: SynflowTangent[]
        18. SynFlow forward and backward: SynflowGradients[keepReductionBatchNorm=false]
        19. SynFlow forward and backward: SynflowGradients[keepReductionBatchNorm=true]
        20. forward, and backward from the logits of each image, batch 1: TangentKernel[images=3]
        21. forward, and backward from the loss, of each of 3 images alone, batch 1: GradientSigns[images=3]
        22. 2 forward(s) of 4 images with Gaussian weights, batch 1: ActivationWords[images=4, initialisations=2]
        23. forwards of a thin network with Gaussian images: ActivationPatterns[batches=2, images=20]
        24. two forwards with Gaussian weights and images: GaussianPerturbation[images=4]
        """,
        ProbePlan.of(NetworkProbeTest.PROBES).toString());
    assertEquals(22, ProbePlan.of(NetworkProbeTest.PROBES).forwardPasses());
    assertEquals(17, ProbePlan.of(NetworkProbeTest.PROBES).backwardPasses());
  }

  @Test
  void onePassWhereOneWillDo() {
    ProbePlan plan = ProbePlan.of(Set.of(new ReluKernels()));
    assertEquals("1. forward in training mode, batch 1: ReluKernels[]\n", plan.toString());
    assertEquals(1, plan.batches());
    assertEquals(0, ProbePlan.of(Set.of(new SynflowTangent(), new LayerWeights())).batches());
    assertEquals(3, ProbePlan.of(Set.of(new LossGradients(3))).batches());
    assertEquals(1, ProbePlan.of(Set.of(new TangentKernel(4))).batches());
    assertEquals(
        0,
        ProbePlan.of(Set.of(new GaussianPerturbation(4), new ActivationPatterns(1, 2))).batches());
    assertEquals(List.of(), ProbePlan.of(Set.of()).passes());
    assertEquals(0, ProbePlan.of(Set.of(new LayerWeights())).forwardPasses());
  }

  @Test
  void theOrderOfTheRequestDoesNotMatter() {
    List<Probe<?>> one = List.of(new InputJacobian(), new LossGradients(2), new ReluKernels());
    List<Probe<?>> other = List.of(new ReluKernels(), new LossGradients(2), new InputJacobian());
    assertEquals(ProbePlan.of(one), ProbePlan.of(other));
  }

  @Test
  void refusesWhatItCannotMeasure() {
    Probe<String> colour =
        new Probe<>() {
          @Override
          public Class<String> type() {
            return String.class;
          }

          @Override
          public List<Pass> passes() {
            return List.of();
          }

          @Override
          public Observation<String> observe(Place place) {
            return () -> "red";
          }

          @Override
          public String toString() {
            return "the colour";
          }
        };
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> ProbePlan.of(Set.of(colour)));
    assertEquals("nothing here measures the colour", error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new LossGradients(0));
    assertThrows(IllegalArgumentException.class, () -> new TangentKernel(1));
    assertThrows(IllegalArgumentException.class, () -> new GaussianPerturbation(1));
    assertThrows(IllegalArgumentException.class, () -> new ActivationPatterns(0, 2));
    assertThrows(IllegalArgumentException.class, () -> new ActivationPatterns(1, 1));
  }
}
