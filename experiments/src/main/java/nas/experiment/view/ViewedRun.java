package nas.experiment.view;

import nas.experiment.run.FollowedRun;

/**
 * A run that the page shows.
 *
 * @param id how requests name it, from 0 in the order in which runs were found
 * @param name its folder as people know it
 * @param followed the run itself
 * @param sizes what its networks can be compared by
 */
record ViewedRun(int id, String name, FollowedRun followed, Sizes sizes) {

  /** Creates a run of which nothing is known yet. */
  ViewedRun(int id, String name, FollowedRun followed) {
    this(id, name, followed, new Sizes());
  }
}
