/**
 * Backups of the whole store and what belongs to it: made by a command or on a schedule, checked
 * before they get their name, restored into an empty place, tried in a drill. Promises that a
 * folder with a manifest is a whole backup; must not know how a database copies itself.
 */
@NullMarked
package io.mailyard.backups;

import org.jspecify.annotations.NullMarked;
