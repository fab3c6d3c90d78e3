package nas.strategy.reinforce;

/** Moves parameters along gradients, in single precision. */
final class Ascent {

  private static final float FIRST_DECAY = 0.9f;
  private static final float SECOND_DECAY = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final UpdateRule rule;
  private final double learningRate;
  private final float[] first;
  private final float[] second;
  private int steps;

  Ascent(UpdateRule rule, double learningRate, int parameters) {
    this.rule = rule;
    this.learningRate = learningRate;
    int moments = rule == UpdateRule.ADAM ? parameters : 0;
    first = new float[moments];
    second = new float[moments];
  }

  void step(float[] parameters, float[] gradient) {
    steps++;
    switch (rule) {
      case SGD -> {
        float rate = (float) learningRate;
        for (int index = 0; index < parameters.length; index++) {
          parameters[index] += rate * gradient[index];
        }
      }
      case ADAM -> adam(parameters, gradient);
    }
  }

  private void adam(float[] parameters, float[] gradient) {
    float rate = (float) (learningRate / (1 - StrictMath.pow(FIRST_DECAY, steps)));
    float scale = (float) (1 / StrictMath.sqrt(1 - StrictMath.pow(SECOND_DECAY, steps)));
    for (int index = 0; index < parameters.length; index++) {
      float slope = gradient[index];
      first[index] = FIRST_DECAY * first[index] + (1 - FIRST_DECAY) * slope;
      second[index] = SECOND_DECAY * second[index] + (1 - SECOND_DECAY) * slope * slope;
      // The square root of IEEE 754 is exact everywhere.
      float deviation = (float) Math.sqrt(second[index]) * scale;
      parameters[index] += rate * first[index] / (deviation + EPSILON);
    }
  }
}
