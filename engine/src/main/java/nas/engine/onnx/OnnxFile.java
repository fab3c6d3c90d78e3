package nas.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.UserException;
import nas.core.file.FileProblem;
import nas.core.text.ErrorText;
import nas.engine.kernel.OnnxTensor;

/**
 * What stands in an ONNX file: one graph of operators in the order of execution, its constants, and
 * the input that is no constant. Files come from strangers: sizes, paths of external data and the
 * order of the graph are checked before anything is believed.
 *
 * @param path the file
 * @param producer name of the program that wrote it
 * @param graph name of the graph
 * @param opset version of the operator set
 * @param input the input that is no constant
 * @param output name of the first output
 * @param constants what does not depend on the input
 * @param nodes in the order of execution
 * @param metadata further texts by name
 */
record OnnxFile(
    Path path,
    String producer,
    String graph,
    int opset,
    OnnxInput input,
    String output,
    Constants constants,
    List<OnnxNode> nodes,
    SortedMap<String, String> metadata) {

  /**
   * Arrays of a file.
   *
   * @param values by name
   * @param unsignedBytes names of those whose elements are whole numbers from 0 to 255
   */
  record Constants(Map<String, OnnxTensor> values, Set<String> unsignedBytes) {}

  private static final int OLDEST_OPSET = 1;
  private static final int NEWEST_OPSET = 23;
  private static final int MOST_NODES = 100_000;
  private static final int MOST_SIDE = 1 << 16;
  private static final int MOST_DEPTH = 32;

  /** Types of the elements of tokens: int32 and int64. */
  private static final Set<Integer> WHOLE = Set.of(6, 7);

  private static final Set<String> DOMAINS = Set.of("", "ai.onnx");

  /**
   * Reads a file.
   *
   * @throws UserException if it cannot be read, is no ONNX file or is none to trust; says why
   */
  static OnnxFile read(Path path) {
    return new Reading(path).file(parse(path));
  }

  private static ModelProto parse(Path path) {
    try (InputStream input = new BufferedInputStream(Files.newInputStream(path))) {
      CodedInputStream coded = CodedInputStream.newInstance(input);
      coded.setRecursionLimit(MOST_DEPTH);
      coded.setSizeLimit(Integer.MAX_VALUE);
      return ModelProto.parseFrom(coded);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new UserException(
          "%s is no whole ONNX file: %s".formatted(path, wordsOf(e)),
          "it was cut when it was copied, or is another kind of file; write or fetch it again");
    } catch (IOException e) {
      throw FileProblem.explain("read", path, e);
    }
  }

  private static String wordsOf(com.google.protobuf.InvalidProtocolBufferException e) {
    String words = String.valueOf(e.getMessage());
    return words.contains("ended unexpectedly") ? "it ends too early" : "its bytes make no message";
  }

  /** Turns messages into what they mean, with the path at hand for what is wrong. */
  private static final class Reading {

    private final Path path;

    Reading(Path path) {
      this.path = path;
    }

    private UserException refusal(String problem, String advice) {
      return new UserException("%s: %s".formatted(path, problem), advice);
    }

    OnnxFile file(ModelProto model) {
      if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
        throw refusal("it holds no graph", "this is no ONNX file, or one of values alone");
      }
      GraphProto graph = model.getGraph();
      if (graph.getNodeCount() > MOST_NODES) {
        throw refusal(
            "its graph has %,d nodes, at most %,d are read"
                .formatted(graph.getNodeCount(), MOST_NODES),
            "this is another kind of model");
      }
      Constants constants = constants(graph);
      Set<String> names = constants.values().keySet();
      OnnxInput input = sized(input(graph, names));
      if (graph.getOutputCount() == 0) {
        throw refusal("its graph has no output", "export it again");
      }
      return new OnnxFile(
          path,
          model.getProducerName(),
          graph.getName(),
          opset(model),
          input,
          graph.getOutput(0).getName(),
          constants,
          sorted(graph, names, input.name()),
          metadata(model));
    }

    private static SortedMap<String, String> metadata(ModelProto model) {
      SortedMap<String, String> metadata = new TreeMap<>();
      model.getMetadataPropsList().forEach(text -> metadata.put(text.getKey(), text.getValue()));
      return metadata;
    }

    private int opset(ModelProto model) {
      int opset = 0;
      for (OperatorSetIdProto set : model.getOpsetImportList()) {
        if (DOMAINS.contains(set.getDomain())) {
          opset = (int) Math.max(0, Math.min(set.getVersion(), Integer.MAX_VALUE));
        }
      }
      if (model.getOpsetImportCount() == 0) {
        throw refusal(
            "it does not say which operator set it uses", "the file was cut; fetch it again");
      }
      if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
        throw refusal(
            "it uses operator set %d; those from %d to %d are read"
                .formatted(opset, OLDEST_OPSET, NEWEST_OPSET),
            "export it again with opset_version=18");
      }
      return opset;
    }

    private Constants constants(GraphProto graph) {
      if (graph.getSparseInitializerCount() > 0) {
        throw refusal("it holds sparse tensors, which are not read", "export dense weights");
      }
      Map<String, OnnxTensor> constants = new LinkedHashMap<>();
      Set<String> unsignedBytes = new LinkedHashSet<>();
      for (TensorProto tensor : graph.getInitializerList()) {
        if (constants.put(tensor.getName(), tensor(tensor)) != null) {
          throw refusal(
              "two constants are named %s".formatted(ErrorText.quote(tensor.getName())),
              "export it again");
        }
        if (tensor.getDataType() == TensorProto.DataType.UINT8_VALUE) {
          unsignedBytes.add(tensor.getName());
        }
      }
      return new Constants(constants, unsignedBytes);
    }

    private OnnxTensor tensor(TensorProto tensor) {
      try {
        return TensorValues.of(path, tensor);
      } catch (IllegalArgumentException e) {
        throw refusal(
            "constant %s: %s".formatted(ErrorText.quote(tensor.getName()), e.getMessage()),
            "the file is damaged, or was not meant to be moved alone; export it again");
      }
    }

    private ValueInfoProto input(GraphProto graph, Set<String> constants) {
      List<ValueInfoProto> inputs =
          graph.getInputList().stream()
              .filter(input -> !constants.contains(input.getName()))
              .toList();
      if (inputs.size() != 1) {
        throw refusal(
            "its graph has %d inputs%s; a network to search with has one"
                .formatted(
                    inputs.size(),
                    inputs.stream()
                        .limit(8)
                        .map(input -> " " + ErrorText.quote(input.getName()))
                        .reduce("", String::concat)),
            "export the network for one batch of inputs");
      }
      return inputs.get(0);
    }

    private OnnxInput sized(ValueInfoProto input) {
      if (!input.getType().hasTensorType() || !input.getType().getTensorType().hasShape()) {
        throw refusal(
            "its input %s has no shape".formatted(ErrorText.quote(input.getName())),
            "export it with the sizes of the images fixed, the batch alone free");
      }
      TensorShapeProto shape = input.getType().getTensorType().getShape();
      OnnxInput found =
          new OnnxInput(
              input.getName(),
              shape.getDimList().stream().map(Reading::size).toList(),
              WHOLE.contains(input.getType().getTensorType().getElemType()));
      for (int axis = found.beginsWithSteps() ? 2 : 1; axis < shape.getDimCount(); axis++) {
        TensorShapeProto.Dimension side = shape.getDim(axis);
        if (found.sizes().get(axis) == 0 && (side.hasDimValue() || axis == 1)) {
          throw refusal(
              "side %d of its input %s is %s; a number from 1 to %d is needed"
                  .formatted(
                      axis,
                      ErrorText.quote(input.getName()),
                      side.hasDimValue() ? side.getDimValue() : "open",
                      MOST_SIDE),
              "export it with the sizes of the images fixed, the batch alone free");
        }
      }
      if (found.sizes().size() < 2) {
        throw refusal(
            "its input %s has no side but the batch".formatted(ErrorText.quote(input.getName())),
            "export it for batches of images");
      }
      return found;
    }

    private static int size(TensorShapeProto.Dimension side) {
      boolean fits = side.getDimValue() >= 1 && side.getDimValue() <= MOST_SIDE;
      return side.hasDimValue() && fits ? (int) side.getDimValue() : 0;
    }

    /** Returns the nodes so that each comes after those it reads. */
    private List<OnnxNode> sorted(GraphProto graph, Set<String> constants, String input) {
      List<OnnxNode> nodes = new ArrayList<>();
      Map<String, OnnxNode> writers = new LinkedHashMap<>();
      for (NodeProto proto : graph.getNodeList()) {
        OnnxNode node = node(proto, nodes.size());
        nodes.add(node);
        for (String output : node.outputs()) {
          if (!output.isEmpty()
              && (writers.put(output, node) != null
                  || constants.contains(output)
                  || output.equals(input))) {
            throw refusal(
                "%s writes %s, which exists already".formatted(node, ErrorText.quote(output)),
                "the file is damaged; export it again");
          }
        }
      }
      Set<String> known = new LinkedHashSet<>(constants);
      known.add(input);
      List<OnnxNode> order = new ArrayList<>();
      List<OnnxNode> waiting = nodes;
      while (!waiting.isEmpty()) {
        List<OnnxNode> later = new ArrayList<>();
        for (OnnxNode node : waiting) {
          if (node.inputs().stream().allMatch(name -> name.isEmpty() || known.contains(name))) {
            order.add(node);
            known.addAll(node.outputs());
          } else {
            later.add(node);
          }
        }
        if (later.size() == waiting.size()) {
          throw unordered(later.get(0), known, writers.keySet());
        }
        waiting = later;
      }
      if (!known.contains(graph.getOutput(0).getName())) {
        throw refusal(
            "nothing writes its output %s".formatted(ErrorText.quote(graph.getOutput(0).getName())),
            "the file is damaged; export it again");
      }
      return List.copyOf(order);
    }

    private UserException unordered(OnnxNode node, Set<String> known, Set<String> written) {
      String unknown =
          node.inputs().stream()
              .filter(name -> !name.isEmpty() && !known.contains(name))
              .findFirst()
              .orElse("");
      return refusal(
          written.contains(unknown)
              ? "%s waits for %s, which waits for it: the graph is a circle"
                  .formatted(node, ErrorText.quote(unknown))
              : "%s reads %s, which nothing writes".formatted(node, ErrorText.quote(unknown)),
          "the file is damaged; export it again");
    }

    private OnnxNode node(NodeProto proto, int index) {
      Map<String, AttributeProto> attributes = new LinkedHashMap<>();
      proto.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
      String first = proto.getOutputCount() > 0 ? proto.getOutput(0) : "number " + index;
      String operator =
          DOMAINS.contains(proto.getDomain())
              ? proto.getOpType()
              : proto.getDomain() + "." + proto.getOpType();
      return new OnnxNode(
          proto.getName().isEmpty() ? first : proto.getName(),
          operator,
          proto.getInputList(),
          proto.getOutputList(),
          attributes);
    }
  }
}
