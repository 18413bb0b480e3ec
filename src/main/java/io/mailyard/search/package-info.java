/**
 * Search: messages by recipient, Message-ID, subject and answer, over all accounts or one's own.
 * Promises bounded work for every question, and an index without removed messages. Must not know
 * what a message contains.
 */
@NullMarked
package io.mailyard.search;

import org.jspecify.annotations.NullMarked;
