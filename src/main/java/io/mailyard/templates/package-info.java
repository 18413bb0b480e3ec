/**
 * Pages and mail from templates: the engine, the languages, the pages that need no session.
 * Promises that every value in a page is escaped for its place; needs no compiler at run time. Must
 * not know where a page's values come from.
 */
@NullMarked
package io.mailyard.templates;

import org.jspecify.annotations.NullMarked;
