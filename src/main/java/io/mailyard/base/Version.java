package io.mailyard.base;

import java.util.Optional;

/** The version of this program. */
public final class Version {
    private Version() {}

    /** As the build has written it into the jar; {@code dev} where classes run without one. */
    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }
}
