/**
 * Mail that the platform writes itself (notices): texts, delivery status and configuration.
 * Promises that a notice queued by an answered transaction is tried until a mail host accepts it,
 * refuses it, or it expires; the queue of all mail delivers it. Must not know why a notice was
 * written, nor how the queue works.
 */
@NullMarked
package io.mailyard.notices;

import org.jspecify.annotations.NullMarked;
