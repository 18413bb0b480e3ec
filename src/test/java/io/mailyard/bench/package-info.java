/**
 * The programs of {@code bench/}: a light load generator, the things measured against, and what
 * runs one against the other in turn. Mains, not tests; nothing here is in the product.
 */
@NullMarked
package io.mailyard.bench;

import org.jspecify.annotations.NullMarked;
