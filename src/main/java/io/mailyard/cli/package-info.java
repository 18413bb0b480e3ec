/**
 * The command line: an administrator's work through the API, from a shell and from scripts.
 * Promises an exit code for each kind of refusal, the answer's data unchanged with {@code --json},
 * and that no part of an answer reaches the terminal unescaped. Speaks to a server by HTTP only:
 * must not know the store, and no package of the server but {@code wire}.
 */
@NullMarked
package io.mailyard.cli;

import org.jspecify.annotations.NullMarked;
