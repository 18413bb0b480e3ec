/**
 * Documents that describe a platform: how they are parsed, what they may contain, how they are
 * written. Promises that all faults are reported at once with line and place, and that a document
 * yields only text, numbers, flags, lists and named values. Must not know servers.
 */
@NullMarked
package io.mailyard.document;

import org.jspecify.annotations.NullMarked;
