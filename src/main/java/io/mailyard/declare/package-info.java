/**
 * What a document wants compared with what a server has, and made so: by the calls of {@link
 * io.mailyard.declare.ApiCaller} alone. Promises that a plan changes nothing, that nothing is
 * deleted whose kind was not named, and that what failed is told with what was done. Must not know
 * HTTP, terminals or the packages of the server.
 */
@NullMarked
package io.mailyard.declare;

import org.jspecify.annotations.NullMarked;
