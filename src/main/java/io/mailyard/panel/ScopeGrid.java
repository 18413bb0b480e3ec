package io.mailyard.panel;

import io.mailyard.access.Scopes;
import io.mailyard.api.Audience;
import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import io.mailyard.panel.FormView.Input;
import io.mailyard.panel.FormView.SelectOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Scopes as a table: a row for each noun with read and write, above it those that stand alone.
 *
 * @param alone read, write, and single acts
 */
public record ScopeGrid(List<Tick> alone, List<NounRow> rows) {
    /** A scope that may be ticked. */
    public record Tick(String scope, String label, boolean on) {}

    /** The scopes of a noun. */
    public record NounRow(String label, Tick read, Tick write) {}

    /** A form of declared fields, its scopes as this table. */
    static FormInputs inputs(
            SignedIn signedIn, String noun, List<Field<?>> fields, Audience audience, String help) {
        Translations words = signedIn.words();
        List<Field<?>> others =
                Fields.settable(fields).stream()
                        .filter(field -> !field.name().equals("scopes"))
                        .toList();
        return new CheckedInputs(
                new Forms(signedIn.visit(), noun, others),
                "scopes",
                "scopes",
                words.text("access.scopes"),
                help,
                choices(words, audience),
                "read");
    }

    /** Scopes that may be ticked. */
    private static List<SelectOption> choices(Translations words, Audience audience) {
        return Scopes.known(audience).stream()
                .map(scope -> new SelectOption(scope, label(words, audience, scope)))
                .toList();
    }

    private static String label(Translations words, Audience audience, String scope) {
        String key = audience == Audience.ACCOUNT ? "scope.own." : "scope.";
        String noun = scope.replaceFirst(":.*", "");
        String named =
                words.or("scope." + scope.replace(':', '.'), words.or("scope.noun." + noun, scope));
        return words.or(
                key + scope.replace(':', '.'),
                audience == Audience.ACCOUNT ? words.or("scope.own.noun." + noun, named) : named);
    }

    /** The grid of an input, whose value is the ticked scopes parted by spaces. */
    public static ScopeGrid of(Translations words, Input input) {
        Set<String> on =
                Set.of(input.value().isBlank() ? new String[0] : input.value().split(" +"));
        List<Tick> alone = new ArrayList<>();
        List<NounRow> rows = new ArrayList<>();
        Set<String> all = Set.copyOf(input.choices().stream().map(SelectOption::value).toList());
        for (SelectOption choice : input.choices()) {
            String scope = choice.value();
            String noun = scope.replaceFirst(":.*", "");
            boolean pair = all.contains(noun + ":read") && all.contains(noun + ":write");
            if (pair && scope.endsWith(":read")) {
                rows.add(
                        new NounRow(
                                choice.label(),
                                new Tick(scope, scope, on.contains(scope)),
                                new Tick(
                                        noun + ":write",
                                        noun + ":write",
                                        on.contains(noun + ":write"))));
            } else if (!pair || !scope.endsWith(":write")) {
                alone.add(new Tick(scope, choice.label(), on.contains(scope)));
            }
        }
        return new ScopeGrid(alone, rows);
    }
}
