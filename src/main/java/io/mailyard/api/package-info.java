/**
 * Calls: the route table, typed parameters with every fault at once, the dispatcher, OpenAPI. Must
 * not know accounts or tokens: the package gate implements {@link io.mailyard.api.Gate}.
 */
@NullMarked
package io.mailyard.api;

import org.jspecify.annotations.NullMarked;
