package io.mailyard.main;

import io.mailyard.db.Database;
import io.mailyard.db.Stores;
import io.mailyard.domains.DomainSuggestion;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mailyard domains suggest}. */
@Command(
        name = "suggest",
        description =
                "Shows which account would own the domain of each active DKIM key after an upgrade, by"
                        + " the mail of the last 30 days, and which mail would stop being signed. Reads"
                        + " the store of this version or of the one before domains; changes nothing. The"
                        + " server may be running.",
        sortOptions = false,
        usageHelpWidth = 100)
final class SuggestDomainsCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private StoreOptions options = new StoreOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        DomainSuggestion suggestion;
        try (Database database = Stores.openOlderToRead(options.store(), options.data())) {
            suggestion = DomainSuggestion.of(database, InstantSource.system().instant());
        }
        if (suggestion.owners().isEmpty()) {
            out.println("no active DKIM key, so no domain would change");
        }
        for (DomainSuggestion.SuggestedOwner owner : suggestion.owners()) {
            out.println(
                    owner.domain()
                            + ": "
                            + owner.account()
                                    .map(account ->
                                            account.value() == 0
                                                    ? "the platform"
                                                    : "account " + account)
                                    .orElse("nobody")
                            + " ("
                            + owner.why()
                            + "); keys "
                            + String.join(", ", owner.keys()));
        }
        if (!suggestion.ending().isEmpty()) {
            out.println("Mail that would stop being signed:");
            suggestion.ending().forEach(line -> out.println("  " + line));
        }
        return 0;
    }
}
