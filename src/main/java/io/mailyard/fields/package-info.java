/**
 * One declaration of a field: from it come parsing, the wire, OpenAPI, SQL by column name, the
 * command line's option, the document's member and a form's input. Promises that a new field of an
 * object touches its declaration and one migration. Must not know any object.
 */
@NullMarked
package io.mailyard.fields;

import org.jspecify.annotations.NullMarked;
