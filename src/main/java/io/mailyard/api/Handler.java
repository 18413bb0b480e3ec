package io.mailyard.api;

import io.mailyard.wire.ApiReply;

/** Answers one call, or throws ApiException. */
@FunctionalInterface
public interface Handler {
    ApiReply handle(Call call);
}
