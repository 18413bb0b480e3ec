/**
 * Long work in small steps: kept in the store, so that it goes on after a restart where it was;
 * listed with its progress; cancelled between steps. Must not know what the kinds of work are.
 */
@NullMarked
package io.mailyard.tasks;

import org.jspecify.annotations.NullMarked;
