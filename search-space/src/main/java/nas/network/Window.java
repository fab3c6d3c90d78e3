package nas.network;

/**
 * A window that moves over images.
 *
 * @param kernel its sides
 * @param stride steps
 * @param padding around the images
 */
public record Window(Sides kernel, Sides stride, Padding padding) {}
