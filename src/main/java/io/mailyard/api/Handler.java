package io.mailyard.api;

import io.mailyard.wire.ApiReply;

/** Answers one call, or throws ApiException. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers a call whose caller was admitted and whose parameters were checked. May block.
     *
     * @throws io.mailyard.base.ApiException for a refusal, which becomes the answer
     */
    ApiReply handle(Call call);
}
