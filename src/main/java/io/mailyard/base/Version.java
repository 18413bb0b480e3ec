package io.mailyard.base;

import java.util.Optional;

/** The version of this program. */
public final class Version {
    private Version() {}

    /**
     * The version that the build wrote into the jar; {@code dev} if the classes run without one.
     */
    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }
}
