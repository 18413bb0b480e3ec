package io.mailyard.tools;

import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.Slice;
import io.mailyard.config.Setting;
import io.mailyard.wire.ApiReply;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** {@code tools/settings}: the settings of the server, as docs/configuration.md has them. */
public final class SettingRoutes {
    private static final Param<String> SEARCH =
            Param.of("search", Types.text(0, 255), "Part of a key or of what it means.")
                    .defaultsTo("");

    private static final ObjectSchema SCHEMA =
            ObjectSchema.of("SettingDescription", "A setting of the server.")
                    .text("key", "Its key in the file of settings.")
                    .text("default", "Its value where none is given; empty: none.")
                    .text("values", "What may be given.")
                    .text("meaning", "What it does.");

    private final List<Setting<?>> settings;

    public SettingRoutes(List<Setting<?>> settings) {
        this.settings = List.copyOf(settings);
    }

    /** {@code tools/settings}, for administrators; values are not in the answer. */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/tools/settings",
                                "platform",
                                "Lists the settings that the server knows, without their values.",
                                this::list,
                                SEARCH)
                        .answers(ReplySchema.list(SCHEMA)));
    }

    private ApiReply list(Call call) {
        String part = call.params().get(SEARCH).strip().toLowerCase(Locale.ROOT);
        List<Setting<?>> found =
                settings.stream()
                        .filter(setting ->
                                setting.key().contains(part)
                                        || setting.doc().toLowerCase(Locale.ROOT).contains(part))
                        .<Setting<?>>map(setting -> setting)
                        .toList();
        return ApiReply.list(
                new Slice<>(found, found.size(), OptionalLong.empty()),
                (out, setting) ->
                        out.text("key", setting.key())
                                .text("default", setting.defaultText())
                                .text("values", setting.form())
                                .text("meaning", setting.doc()));
    }
}
