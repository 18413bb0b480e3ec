/** The house: opens the rooms from the lowest floor up and closes them in reverse. */
@NullMarked
package io.mailyard;

import org.jspecify.annotations.NullMarked;
