/**
 * Alerts and reports by mail for the users of accounts. Promises that what happened to an account
 * is reported to those who want it, once, and not more often than configured, and that each report
 * goes out once, whatever happens to servers and clocks. Must not know how mail is sent.
 */
@NullMarked
package io.mailyard.alerts;

import org.jspecify.annotations.NullMarked;
