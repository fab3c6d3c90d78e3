package nas.evaluator;

/**
 * By which accuracies an evaluator lets networks be searched and reported, in the words of its
 * settings: {@code cifar10 validation@200 mean}. Equal words stand for the same number of the same
 * run, so that a search sees what is reported.
 *
 * @param searched the accuracy that decides the search
 * @param reported the accuracy that is reported
 * @param trains whether networks are trained, so that the time an evaluation takes is training time
 */
public record Protocol(String searched, String reported, boolean trains) {

  /** Networks are trained; images of their own decide, and others are reported on. */
  public static final Protocol OF_TRAINING =
      new Protocol("validation accuracy", "test accuracy", true);
}
