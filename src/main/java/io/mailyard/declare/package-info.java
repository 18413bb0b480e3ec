/**
 * A platform as a document: what it should be, compared with what a server has, and made so. It
 * reads and writes the document, plans and applies through the calls that {@link Server} makes.
 * Promises that every fault of a document is told at once with its place, that a plan changes
 * nothing, and that nothing is deleted whose kind was not named. Must not know HTTP, terminals or
 * the rooms of the server.
 */
@NullMarked
package io.mailyard.declare;

import org.jspecify.annotations.NullMarked;
