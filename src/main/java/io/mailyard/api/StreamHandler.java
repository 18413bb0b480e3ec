package io.mailyard.api;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.wire.ApiReply;
import java.io.IOException;
import java.io.InputStream;

/**
 * Answers a call whose body is {@code text/csv} and is read as it arrives, however large. Its
 * parameters are in the query and its token in the header {@code Authorization}, so that both are
 * checked before the body is read.
 */
public interface StreamHandler extends Handler {
    String MEDIA_TYPE = "text/csv";

    /**
     * Reads the body and answers.
     *
     * @throws IOException if the body breaks off
     */
    ApiReply handle(Call call, InputStream body) throws IOException;

    /** Maximum size of a body, decoded, in bytes. */
    long maxBody();

    @Override
    default ApiReply handle(Call call) {
        throw new ApiException(
                ErrorCode.UNSUPPORTED_TYPE, "this call takes a body of Content-Type " + MEDIA_TYPE);
    }
}
