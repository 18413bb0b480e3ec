/**
 * Calls that answer one question of an administrator: what an answer of a mail host means, what a
 * message id or a report is about, what is known of an address. Each asks the code that decides for
 * real mail, and changes nothing. Knows neither the panel nor the command line.
 */
@NullMarked
package io.mailyard.tools;

import org.jspecify.annotations.NullMarked;
