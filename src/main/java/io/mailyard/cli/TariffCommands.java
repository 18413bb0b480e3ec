package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.TEXT;

import io.mailyard.tariffs.Tariff;
import java.util.List;

/** {@code mailyard tariffs} (docs/spec/admin-api.md, section 7). */
final class TariffCommands {
    private TariffCommands() {}

    static Noun noun() {
        return new Noun(
                "tariffs",
                "tariff",
                "Tariffs: limits of accounts.",
                List.of(
                        Operation.list(
                                "list",
                                "tariffs/list",
                                "Lists tariffs.",
                                List.of(
                                        "id",
                                        "name",
                                        "messages_per_month",
                                        "messages_per_day",
                                        "messages_per_hour",
                                        "burst",
                                        "api_calls_per_minute",
                                        "overrun"),
                                option("search", TEXT, "Those with this in the name."),
                                option("overrun", TEXT, "Those that refuse, or flag."),
                                option(
                                        "sort",
                                        TEXT,
                                        "By id, name, messages_per_month, messages_per_day or"
                                                + " messages_per_hour; with - descending."),
                                Arg.FROM,
                                Arg.FROM_ID),
                        Operation.save(
                                "save",
                                "tariffs/save",
                                "Creates a tariff, or changes one: options that are not given stay"
                                        + " is.",
                                "saved",
                                Arg.of(
                                        Tariff.FIELDS,
                                        placeOrNone(
                                                "id",
                                                NUMBER,
                                                "The tariff to change; without it a new one is created."))),
                        Operation.delete(
                                "delete",
                                "tariffs/delete",
                                "Deletes a tariff that no account has.",
                                place("id", NUMBER, "The tariff's id."))));
    }
}
