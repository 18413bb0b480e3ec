/**
 * Administrators as persons: their roles, passwords, second factors and sessions, and how they sign
 * in. Promises that a person who is switched off is out at once, that an active master is always
 * left, and that every sign-in is audited, refused ones too. Must not know the pages that show it.
 */
@NullMarked
package io.mailyard.administrators;

import org.jspecify.annotations.NullMarked;
