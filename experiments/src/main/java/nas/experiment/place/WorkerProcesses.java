package nas.experiment.place;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import nas.evaluator.ProgressListener;
import nas.experiment.config.Execution;
import nas.result.PluginJar;

/**
 * Processes on this machine as a workplace. A process is started when there is work for it, and
 * again where it was lost; whoever stops waiting for it ends it.
 */
public final class WorkerProcesses implements Workplace {

  /** Different lines after which a library that prints without end is not heard any more. */
  private static final int MOST_TOLD = 10_000;

  private final int slots;
  private final List<String> command;
  private final WorkerProcess.Voices voices;

  /** As many as processes may be. */
  private final Semaphore free;

  /** Processes that wait for work; guarded by this. */
  private final Deque<WorkerProcess> idle = new ArrayDeque<>();

  /** Which numbers processes have; guarded by this. */
  private final BitSet seats = new BitSet();

  /**
   * Prepares processes; none is started yet.
   *
   * @param slots how many there are at most, at least 1
   * @param command the command line of one, see {@link WorkerCommandLine}; behind it stands the
   *     number of the process among all of them, from 0
   * @param notices takes what they have to say to people, each sentence once; what else they print
   *     goes to standard error, each line once
   */
  public WorkerProcesses(int slots, List<String> command, Consumer<String> notices) {
    this.slots = slots;
    this.command = List.copyOf(command);
    voices = new WorkerProcess.Voices(once(notices), once(System.err::println));
    free = new Semaphore(slots, true);
  }

  /** All processes say the same of this machine and the data. */
  private static Consumer<String> once(Consumer<String> listener) {
    Set<String> told = ConcurrentHashMap.newKeySet();
    return line -> {
      if (told.size() < MOST_TOLD && told.add(line)) {
        listener.accept(line);
      }
    };
  }

  /**
   * Prepares processes if an experiment wants some.
   *
   * @param program the class whose command {@code worker} serves in them
   * @param jars what plug-ins come from
   * @param notices takes what they have to say to people, each sentence once
   */
  public static Optional<Workplace> wanted(
      Execution execution, Class<?> program, List<PluginJar> jars, Consumer<String> notices) {
    return execution.inProcesses()
        ? Optional.of(
            new WorkerProcesses(execution.slots(), WorkerCommandLine.of(program, jars), notices))
        : Optional.empty();
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public String provenance(String setup) throws InterruptedException, WorkerLostException {
    return ask(new Message(Message.Kind.PROVENANCE, setup), ProgressListener.NONE);
  }

  @Override
  public String evaluate(String request, ProgressListener progress)
      throws InterruptedException, WorkerLostException {
    return ask(new Message(Message.Kind.EVALUATE, request), progress);
  }

  @Override
  public String score(String request) throws InterruptedException, WorkerLostException {
    return ask(new Message(Message.Kind.SCORE, request), ProgressListener.NONE);
  }

  private String ask(Message request, ProgressListener progress)
      throws InterruptedException, WorkerLostException {
    free.acquire();
    try {
      WorkerProcess worker = take();
      boolean answered = false;
      try {
        String answer = worker.ask(request, progress);
        answered = true;
        return answer;
      } finally {
        if (answered) {
          putBack(worker);
        } else {
          worker.kill();
          leave(worker.seat());
        }
      }
    } finally {
      free.release();
    }
  }

  /**
   * Takes the process that worked last, as what it needs is in memory; starts one if none waits.
   */
  private WorkerProcess take() throws InterruptedException {
    synchronized (this) {
      while (!idle.isEmpty()) {
        WorkerProcess worker = idle.pop();
        if (worker.isAlive()) {
          return worker;
        }
        leave(worker.seat());
      }
    }
    int seat = sit();
    boolean started = false;
    try {
      WorkerProcess worker = WorkerProcess.start(command, seat, voices);
      started = true;
      return worker;
    } finally {
      if (!started) {
        leave(seat);
      }
    }
  }

  /** Returns the lowest number that no process has. */
  private synchronized int sit() {
    int seat = seats.nextClearBit(0);
    seats.set(seat);
    return seat;
  }

  private synchronized void leave(int seat) {
    seats.clear(seat);
  }

  private synchronized void putBack(WorkerProcess worker) {
    idle.push(worker);
  }

  @Override
  public synchronized void close() {
    idle.forEach(WorkerProcess::kill);
    idle.clear();
  }
}
