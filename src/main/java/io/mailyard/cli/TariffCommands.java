package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.TEXT;

import java.util.List;

/** {@code mailyard tariffs} (docs/spec/admin-api.md, section 7). */
final class TariffCommands {
    private TariffCommands() {}

    static Noun noun() {
        return new Noun(
                "tariffs",
                "tariff",
                "Tariffs: what an account may use.",
                List.of(
                        Operation.list(
                                "list",
                                "tariffs/list",
                                "Lists tariffs by id.",
                                List.of(
                                        "id",
                                        "name",
                                        "messages_per_month",
                                        "messages_per_day",
                                        "messages_per_hour",
                                        "burst",
                                        "api_calls_per_minute",
                                        "overrun"),
                                Arg.FROM_ID),
                        Operation.save(
                                "save",
                                "tariffs/save",
                                "Creates a tariff, or changes one: what is not given stays as it"
                                        + " is.",
                                "saved",
                                placeOrNone(
                                        "id", NUMBER, "The tariff to change; absent: a new one."),
                                option("name", TEXT, "Name, unique; needed to create."),
                                option("messages_per_month", NUMBER, "0: no limit."),
                                option("messages_per_day", NUMBER, "0: no limit."),
                                option("messages_per_hour", NUMBER, "0: no limit."),
                                option("burst", NUMBER, "Recipients at once; 0: all of an hour's."),
                                option("api_calls_per_minute", NUMBER, "0: no limit."),
                                option(
                                        "overrun",
                                        TEXT,
                                        "At the limit: refuse, or flag and let pass.")),
                        Operation.delete(
                                "delete",
                                "tariffs/delete",
                                "Deletes a tariff that no account has.",
                                place("id", NUMBER, "The tariff's id."))));
    }
}
