package io.mailyard.api;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.util.List;

/**
 * Settings of the answers to calls.
 *
 * @param mirrorStatus whether to answer with the error code's own HTTP status instead of 200
 */
public record ApiConfig(boolean mirrorStatus) {
    private static final Setting<String> HTTP_STATUS =
            Setting.oneOf(
                    "api.http-status",
                    List.of("ok", "mirror"),
                    "ok",
                    "ok: 200 whenever a call was reached, as the guides have it; mirror: the status that equals the error code.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(HTTP_STATUS);

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static ApiConfig from(Settings settings) {
        return new ApiConfig(settings.get(HTTP_STATUS).equals("mirror"));
    }
}
