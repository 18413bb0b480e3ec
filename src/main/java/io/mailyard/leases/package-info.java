/**
 * Leases: sessions of engines, the mail that each has taken, and its reports. Promises that mail is
 * divided evenly between accounts, that no stopped mail is leased, and that a recipient ends once
 * whatever arrives late or twice. Must not know how mail is accepted or delivered.
 */
@NullMarked
package io.mailyard.leases;

import org.jspecify.annotations.NullMarked;
