/**
 * The proxy service: scores many architectures at once, each network once, and keeps the scores.
 *
 * <p>{@link nas.proxy.service.ProxyService} is the door; {@link nas.proxy.service.ScoreStore} is
 * what survives the process.
 */
@NullMarked
package nas.proxy.service;

import org.jspecify.annotations.NullMarked;
