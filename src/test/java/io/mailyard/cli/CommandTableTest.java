package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands and the server's own description of its calls say the same. */
final class CommandTableTest {
    /** What every call has, or what the command line sets by itself. */
    private static final Set<String> GENERAL = Set.of("token", "format", "limit");

    private static final Value DOCUMENT = document();
    private static final Map<String, Value> PATHS = members(DOCUMENT, "paths");

    private static Value document() {
        String description =
                TestServer.of(StoreKind.SQLITE)
                        .api()
                        .send("GET", "/api/v1.1/openapi.json", "", "")
                        .text();
        return JsonText.read(description);
    }

    private static Map<String, Value> members(Value value, String... path) {
        Value at = value;
        for (String name : path) {
            at = member(at, name);
            if (member(at, "$ref") instanceof Value.Text(String reference)) {
                at =
                        member(
                                member(member(DOCUMENT, "components"), "schemas"),
                                reference.substring(reference.lastIndexOf('/') + 1));
            }
        }
        return at instanceof Value.Members(Map<String, Value> members) ? members : Map.of();
    }

    private static Value member(Value of, String name) {
        return of instanceof Value.Members(Map<String, Value> members)
                ? members.getOrDefault(name, new Value.Nothing())
                : new Value.Nothing();
    }

    private static Stream<Operation> operations() {
        return Stream.concat(
                        Cli.nouns().stream(),
                        Stream.concat(
                                Stream.of(
                                        Cli.states(),
                                        MessageCommands.send(),
                                        ToolCommands.find(),
                                        QueueCommands.ledger()),
                                StatisticsCommands.nouns().stream()))
                .flatMap(noun -> noun.operations().stream());
    }

    /** The parameters of a call, those in an object as {@code frozen_details.payment_url}. */
    private static Set<String> described(String path) {
        Value call = PATHS.getOrDefault(ApiClient.whole(path), new Value.Nothing());
        Map<String, Value> properties =
                members(
                        call,
                        "post",
                        "requestBody",
                        "content",
                        "application/json",
                        "schema",
                        "properties");
        Set<String> names = new TreeSet<>();
        properties.forEach((name, schema) -> {
            Map<String, Value> inner =
                    members(new Value.Members(Map.of(name, schema)), name, "properties");
            inner.keySet().forEach(member -> names.add(name + "." + member));
            if (inner.isEmpty() && !GENERAL.contains(name)) {
                names.add(name);
            }
        });
        return names;
    }

    @Test
    void list_sendsALimitIfTheCallAcceptsOne() {
        operations()
                .filter(operation -> operation.shape() == Operation.ResponseShape.LIST)
                .forEach(list ->
                        assertThat(list.paged())
                                .as(list.path())
                                .isEqualTo(takesLimit(list.path())));
    }

    private static boolean takesLimit(String path) {
        return members(
                        PATHS.getOrDefault(ApiClient.whole(path), new Value.Nothing()),
                        "post",
                        "requestBody",
                        "content",
                        "application/json",
                        "schema",
                        "properties")
                .containsKey("limit");
    }

    @Test
    void everyOperation_isACallOfTheServer() {
        assertThat(operations().map(operation -> ApiClient.whole(operation.path())))
                .isSubsetOf(PATHS.keySet());
    }

    @Test
    void everyParameter_isThatOfTheCall() {
        List<String> differences = new ArrayList<>();
        operations()
                .forEach(operation -> {
                    Set<String> typed = new TreeSet<>();
                    operation.args().forEach(arg -> typed.add(arg.param()));
                    Set<String> described = described(operation.path());
                    if (operation.path().startsWith("tokens/")) {
                        Set<String> ofAccounts = described("accounts/" + operation.path());
                        ofAccounts.addAll(described);
                        described = ofAccounts;
                    }
                    if (!typed.equals(described)) {
                        differences.add(operation.path() + ": " + typed + " and " + described);
                    }
                });
        assertThat(differences).isEmpty();
    }

    /** What accounts' own tokens may call is for programs; a person at a shell administers. */
    @Test
    void everyCallOfAdministrators_hasACommand() {
        Set<String> without = new TreeSet<>(PATHS.keySet());
        operations().map(operation -> ApiClient.whole(operation.path())).forEach(without::remove);
        TransferCommands.PATHS.forEach(path -> without.remove(ApiClient.whole(path)));
        without.removeIf(path -> path.startsWith("/api/v1.1/admin/accounts/tokens/"));
        assertThat(without).noneMatch(path -> path.startsWith("/api/v1.1/admin/"));
    }

    @Test
    void completion_knowsEveryCommand() {
        String script = new Shell(Path.of("")).run("completion", "bash").out();
        for (Noun noun : Cli.nouns()) {
            for (Operation operation : noun.operations()) {
                String command = noun.name() + "_" + operation.verb();
                assertThat(script).contains("_picocli_mailyard_" + command.replace("-", ""));
            }
        }
        assertThat(script).contains("ledger", "states", "send");
    }

    @Test
    void completion_forFishKnowsEveryCommandAndQuotesWell() {
        String script = new Shell(Path.of("")).run("completion", "fish").out();
        for (Noun noun : Cli.nouns()) {
            for (Operation operation : noun.operations()) {
                assertThat(script)
                        .contains("'__mailyard_at " + noun.name() + "' -a " + operation.verb());
            }
        }
        assertThat(script).contains(" -l payment-url -x ");
        assertThat(script.lines().filter(line -> line.startsWith("complete ")))
                .allMatch(line ->
                        line.replace("\\'", "").chars().filter(c -> c == '\'').count() % 2 == 0);
    }

    @Test
    void columns_followTheVariable() {
        assertThat(SystemTerminal.columns("72")).isEqualTo(72);
        for (String other : new String[] {"", "0", "7", "-80", "wide", "999999"}) {
            assertThat(SystemTerminal.columns(other)).isEqualTo(Table.UNLIMITED);
        }
        assertThat(SystemTerminal.columns(null)).isEqualTo(Table.UNLIMITED);
    }

    @Test
    void singleCommand_equalsThatOfTheWholeTree() {
        CommandLine whole = Cli.commands();
        List<Noun> nouns = Cli.nouns();
        assertThat(nouns).isNotEmpty();
        for (Noun noun : nouns) {
            for (Operation operation : noun.operations()) {
                CommandLine alone = Cli.only(noun.name(), operation.verb(), "x").orElseThrow();
                assertThat(help(alone, noun, operation)).isEqualTo(help(whole, noun, operation));
            }
        }
        assertThat(Cli.only("accounts")).isEmpty();
        assertThat(Cli.only("accounts", "lsit")).isEmpty();
        assertThat(Cli.only("acounts", "list")).isEmpty();
    }

    private static String help(CommandLine commandLine, Noun noun, Operation operation) {
        CommandLine below = Objects.requireNonNull(commandLine.getSubcommands().get(noun.name()));
        return Objects.requireNonNull(below.getSubcommands().get(operation.verb()))
                .getUsageMessage();
    }
}
