package nas.benchmark;

import java.util.List;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.Embedding;
import nas.network.operation.Linear;
import nas.network.operation.Lstm;
import nas.space.nasbenchnlp.NasBenchNlpSettings;
import nas.space.nasbenchnlp.NasBenchNlpSpace;

/**
 * Two language models that compute the same: an embedding, a long short-term memory and a decoder
 * that is tied to the embedding. All have the same number of features.
 */
final class LanguageModels {

  /** The long short-term memory as a recipe of NAS-Bench-NLP, whose steps are unrolled. */
  static final String RECIPE =
      "{\"i\":{\"op\":\"linear\",\"input\":[\"x\",\"h_prev_0\"]},"
          + "\"f\":{\"op\":\"linear\",\"input\":[\"x\",\"h_prev_0\"]},"
          + "\"g\":{\"op\":\"linear\",\"input\":[\"x\",\"h_prev_0\"]},"
          + "\"o\":{\"op\":\"linear\",\"input\":[\"x\",\"h_prev_0\"]},"
          + "\"input\":{\"op\":\"activation_sigm\",\"input\":[\"i\"]},"
          + "\"forget\":{\"op\":\"activation_sigm\",\"input\":[\"f\"]},"
          + "\"candidate\":{\"op\":\"activation_tanh\",\"input\":[\"g\"]},"
          + "\"output\":{\"op\":\"activation_sigm\",\"input\":[\"o\"]},"
          + "\"kept\":{\"op\":\"elementwise_prod\",\"input\":[\"forget\",\"h_prev_1\"]},"
          + "\"added\":{\"op\":\"elementwise_prod\",\"input\":[\"input\",\"candidate\"]},"
          + "\"h_new_1\":{\"op\":\"elementwise_sum\",\"input\":[\"kept\",\"added\"]},"
          + "\"bounded\":{\"op\":\"activation_tanh\",\"input\":[\"h_new_1\"]},"
          + "\"h_new_0\":{\"op\":\"elementwise_prod\",\"input\":[\"output\",\"bounded\"]}}";

  private LanguageModels() {}

  /** Returns the model whose cell is the recipe. */
  static Network recipe(int features, Task task) {
    NasBenchNlpSpace space =
        new NasBenchNlpSpace(new NasBenchNlpSettings(2, 13, features, features, 1));
    return space.network(space.parse(RECIPE), task);
  }

  /** Returns the model whose cell is the operation {@code lstm}. */
  static Network operation(int features, Task task) {
    Network.Builder network = Network.builder("lstm", task.input());
    int embedding = network.add("embedding", new Embedding(task.classes(), features), 0);
    int states = network.add("lstm", new Lstm(features, 1), embedding);
    network.addSharing(embedding, "decoder", new Linear(task.classes(), true), List.of(states));
    return network.build();
  }
}
