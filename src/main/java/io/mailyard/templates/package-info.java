/**
 * Pages and mail written by templates: the engine, the languages, the pages that need no session.
 * Promises that every value put into a page is escaped for the place it stands in; needs no
 * compiler at run time. Must not know where a page's values come from.
 */
@NullMarked
package io.mailyard.templates;

import org.jspecify.annotations.NullMarked;
