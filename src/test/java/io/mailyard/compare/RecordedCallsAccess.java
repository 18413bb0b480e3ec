package io.mailyard.compare;

import java.util.Optional;

/** What tests of other packages ask. */
public final class RecordedCallsAccess {
    private RecordedCallsAccess() {}

    public static boolean isRead(String path) {
        return new RecordedCall(1, path, "application/json", "{}", Optional.empty()).isRead();
    }
}
