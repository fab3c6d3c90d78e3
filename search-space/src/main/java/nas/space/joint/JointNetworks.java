package nas.space.joint;

import nas.network.Network;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.NetworkSize;
import nas.space.ResizableBlueprint;

/** The networks of architectures with settings: those of the architectures. */
final class JointNetworks {

  private JointNetworks() {}

  static <A> Blueprint<Joint<A>> of(Blueprint<A> architectures) {
    return architectures instanceof ResizableBlueprint<A> resizable
        ? new OfManySizes<>(resizable)
        : new OfOneSize<>(architectures);
  }

  private record OfOneSize<A>(Blueprint<A> architectures) implements Blueprint<Joint<A>> {
    @Override
    public Network network(Joint<A> point, Task task) {
      return architectures.network(point.architecture(), task);
    }

    @Override
    public void check(Task task) {
      architectures.check(task);
    }
  }

  private record OfManySizes<A>(ResizableBlueprint<A> architectures)
      implements ResizableBlueprint<Joint<A>> {
    @Override
    public Network network(Joint<A> point, Task task) {
      return architectures.network(point.architecture(), task);
    }

    @Override
    public void check(Task task) {
      architectures.check(task);
    }

    @Override
    public NetworkSize size() {
      return architectures.size();
    }

    @Override
    public Blueprint<Joint<A>> resized(NetworkSize size) {
      return of(architectures.resized(size));
    }
  }
}
