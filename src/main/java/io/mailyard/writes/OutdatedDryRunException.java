package io.mailyard.writes;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;

/**
 * Error 409: what the call brings of a dry run, a tag or a plan, does not hold. No key keeps it: a
 * new dry run may mend it, and the call is then repeated under the same key.
 */
final class OutdatedDryRunException extends ApiException {
    private static final long serialVersionUID = 1;

    OutdatedDryRunException(String text) {
        super(ErrorCode.CONFLICT, text);
    }
}
