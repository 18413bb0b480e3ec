/**
 * The panel: pages under {@code /admin} by which administrators do what the Administrator API does,
 * written by the server, complete without scripts. It reads and changes nothing but by the calls of
 * that API, in process and with the session of the person who is signed in, so that checks, scopes,
 * audit and dry run are those of the call. Knows no store and no rule of the nouns, only their
 * declared fields, the calls' parameters and their answers.
 */
@NullMarked
package io.mailyard.panel;

import org.jspecify.annotations.NullMarked;
