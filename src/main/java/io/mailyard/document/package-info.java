/**
 * Documents that say what a platform should be: how they are read, what may stand in them, how they
 * are written. Promises that every fault is told at once with line and place, and that nothing but
 * text, numbers, flags, lists and names comes of a document. Must not know servers.
 */
@NullMarked
package io.mailyard.document;

import org.jspecify.annotations.NullMarked;
