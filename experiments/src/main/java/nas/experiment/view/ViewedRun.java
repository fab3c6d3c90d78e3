package nas.experiment.view;

import nas.experiment.run.FollowedRun;

/**
 * A run that the page shows.
 *
 * @param id how requests name it, from 0 in the order in which runs were found
 * @param name its folder as people know it
 * @param followed the run itself
 */
record ViewedRun(int id, String name, FollowedRun followed) {}
