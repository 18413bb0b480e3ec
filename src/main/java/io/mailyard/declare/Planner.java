package io.mailyard.declare;

import io.mailyard.declare.Step.Action;
import io.mailyard.document.Document;
import io.mailyard.document.DocumentFaults;
import io.mailyard.document.Entry;
import io.mailyard.document.Member;
import io.mailyard.document.ObjectKind;
import io.mailyard.document.Schema;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Compares a document with a server; for one plan. */
final class Planner {
    private final Document document;
    private final ServerState world;
    private final DocumentFaults faults;
    private final UnaryOperator<String> files;
    private final List<Step> steps = new ArrayList<>();
    private final List<Step> late = new ArrayList<>();
    private final Map<ObjectKind, Integer> unchanged = new EnumMap<>(ObjectKind.class);
    private final List<String> notes = new ArrayList<>();

    /**
     * Creates a planner.
     *
     * @param files reads a file that a document names; IllegalArgumentException says why it cannot
     */
    Planner(
            Document document,
            ServerState world,
            DocumentFaults faults,
            UnaryOperator<String> files) {
        this.document = document;
        this.world = world;
        this.faults = faults;
        this.files = files;
    }

    /** The steps that follow from the document and the server, before the dry run. */
    Plan plan(Set<ObjectKind> prune) {
        document.uses().values().forEach(uses -> uses.forEach(this::mustBeThere));
        for (ObjectKind kind : ObjectKind.values()) {
            document.of(kind).forEach(this::compare);
        }
        steps.addAll(late);
        for (ObjectKind kind : List.of(ObjectKind.values()).reversed()) {
            if (prune.contains(kind)) {
                prune(kind);
            }
        }
        return new Plan(steps, unchanged, notes);
    }

    private void mustBeThere(Document.DocumentUse use) {
        if (missing(use)) {
            faults.add(
                    use.place(),
                    "there is no "
                            + use.named().kind().one()
                            + " '"
                            + use.written()
                            + "', here or on the server");
        }
    }

    private void compare(Entry wanted) {
        Optional<ServerState.KnownObject> known = world.notDeleted(wanted.id());
        once(wanted);
        if (known.isEmpty()) {
            mustServe(wanted);
            create(wanted);
            return;
        }
        fixed(wanted, known.get().entry());
        List<Step.StepField> fields = Difference.between(wanted, known.get().entry());
        if (fields.isEmpty()) {
            unchanged(wanted.kind());
        } else if (wanted.kind() == ObjectKind.ACCOUNTS) {
            steps.addAll(accountSteps(wanted, fields));
        } else {
            mustServe(wanted);
            List<Step.StepField> first = withoutNewAccount(wanted, fields);
            if (!first.isEmpty()) {
                steps.add(new Step(Action.CHANGE, wanted, first));
            }
        }
    }

    /**
     * Keys come before the senders that name them, and senders before accounts. So a key is
     * assigned to an account that this plan creates only once the account exists.
     */
    private List<Step.StepField> withoutNewAccount(Entry wanted, List<Step.StepField> fields) {
        Optional<Step.StepField> account =
                fields.stream()
                        .filter(_ -> wanted.kind() == ObjectKind.KEYS)
                        .filter(field -> field.name().equals(Schema.ACCOUNT))
                        .filter(_ -> world.find(account(wanted)).isEmpty())
                        .findFirst();
        account.ifPresent(field -> late.add(new Step(Action.CHANGE, wanted, List.of(field))));
        return fields.stream().filter(field -> !account.equals(Optional.of(field))).toList();
    }

    /** Checks that a virtual sender uses only senders of its account that are not deleted. */
    private void mustServe(Entry wanted) {
        if (wanted.kind() != ObjectKind.VSENDERS) {
            return;
        }
        List<String> serving = Assignment.names(sendersOf(wanted.id().account()));
        document.uses().getOrDefault(wanted.id(), List.of()).stream()
                .filter(use -> use.named().kind() == ObjectKind.SENDERS)
                .filter(use -> !missing(use))
                .forEach(use -> {
                    String reason = null;
                    if (!document.entries().containsKey(use.named())
                            && world.notDeleted(use.named()).isEmpty()) {
                        reason = "is deleted";
                    } else if (!serving.contains(use.named().name())) {
                        reason = "is not among the senders of account '" + wanted.account() + "'";
                    }
                    if (reason != null) {
                        faults.add(use.place(), "sender '" + use.written() + "' " + reason);
                    }
                });
    }

    /**
     * The senders that an account should have: those of the document, or else those of the server.
     */
    private Value sendersOf(Entry.EntryId account) {
        Optional<Value> wanted =
                Optional.ofNullable(document.entries().get(account))
                        .map(entry -> entry.members().get(Schema.SENDERS));
        return wanted.or(() ->
                        world.find(account)
                                .map(known -> known.entry().members().get(Schema.SENDERS)))
                .orElse(new Value.Items(List.of()));
    }

    private boolean missing(Document.DocumentUse use) {
        return !document.entries().containsKey(use.named()) && world.find(use.named()).isEmpty();
    }

    void unchanged(ObjectKind kind) {
        unchanged.merge(kind, 1, Integer::sum);
    }

    private void create(Entry wanted) {
        for (Member member : wanted.kind().members()) {
            if (member.use() == Member.MemberUse.NEEDED
                    && !wanted.members().containsKey(member.name())) {
                faults.add(
                        wanted.place(),
                        "needs "
                                + member.name()
                                + ", because there is no "
                                + wanted.shown()
                                + " yet");
            }
        }
        List<Step.StepField> fields =
                Difference.ofNew(wanted).stream()
                        .map(field ->
                                field.name().equals(Schema.PRIVATE_KEY_FILE)
                                        ? new Step.StepField(
                                                field.name(), Optional.empty(), file(wanted, field))
                                        : field)
                        .toList();
        if (wanted.kind() == ObjectKind.KEYS
                && !wanted.members().containsKey(Schema.PRIVATE_KEY_FILE)) {
            notes.add(
                    wanted.shown()
                            + ": a new key pair is generated because no private_key_file is given; its"
                            + " record in DNS becomes invalid");
        }
        steps.add(new Step(Action.CREATE, wanted, withoutNewAccount(wanted, fields)));
    }

    private Value file(Entry wanted, Step.StepField field) {
        String name = ((Value.Text) field.after()).text();
        try {
            return new Value.Text(files.apply(name));
        } catch (IllegalArgumentException unreadable) {
            faults.add(
                    wanted.place().in(Schema.PRIVATE_KEY_FILE, wanted.place().line()),
                    String.valueOf(unreadable.getMessage()));
            return field.after();
        }
    }

    /** Checks that an account's senders contain no duplicate. */
    private void once(Entry wanted) {
        Optional.ofNullable(wanted.members().get(Schema.SENDERS))
                .filter(_ -> wanted.kind() == ObjectKind.ACCOUNTS)
                .ifPresent(list -> {
                    Set<String> seen = new HashSet<>();
                    for (String name : Assignment.names(list)) {
                        if (!seen.add(name)) {
                            faults.add(
                                    wanted.place().in(Schema.SENDERS, wanted.place().line()),
                                    "'" + name + "' is listed twice");
                        }
                    }
                });
    }

    /** Checks members that cannot be changed, or that only the server sets. */
    private void fixed(Entry wanted, Entry known) {
        switch (wanted.kind()) {
            case KEYS -> {
                Value pair = wanted.members().get(Schema.PUBLIC_KEY);
                if (pair != null && !pair.equals(known.members().get(Schema.PUBLIC_KEY))) {
                    notes.add(
                            wanted.shown() + ": the server has another key pair than the document");
                }
                mustGoOn(wanted, known);
            }
            case DOMAINS -> {
                Value owner = wanted.members().get(Schema.ACCOUNT);
                if (owner != null && !account(wanted).equals(account(known))) {
                    faults.add(
                            wanted.place().in(Schema.ACCOUNT, wanted.place().line()),
                            "the domain is "
                                    + (known.members().get(Schema.ACCOUNT)
                                                            instanceof Value.Text(String name)
                                                    && !name.isEmpty()
                                            ? "account '" + name + "'s"
                                            : "the platform's")
                                    + ": delete it first");
                }
            }
            case SENDERS -> {
                if (StepExecutor.isMta(wanted.members()) != StepExecutor.isMta(known.members())) {
                    faults.add(
                            wanted.place().in("type", wanted.place().line()),
                            "a sender cannot change between akmta and another type");
                }
            }
            case TARIFFS,
                    NODES,
                    ISPS,
                    STRATEGIES,
                    RETRY_RULES,
                    LOCK_RULES,
                    BOUNCE_PATTERNS,
                    ROUTES,
                    ACCOUNTS,
                    USERS,
                    VSENDERS -> {}
        }
    }

    /** The account of a domain or key, by its name without regard to case. */
    private static Entry.EntryId account(Entry entry) {
        return entry.members().get(Schema.ACCOUNT) instanceof Value.Text(String name)
                ? Entry.EntryId.of(ObjectKind.ACCOUNTS, name)
                : Entry.EntryId.of(ObjectKind.ACCOUNTS, "");
    }

    private void mustGoOn(Entry wanted, Entry known) {
        int from = state(known);
        int to = state(wanted);
        if (from >= 0 && to >= 0 && to < from) {
            faults.add(
                    wanted.place().in("state", wanted.place().line()),
                    "a key that is "
                            + StepExecutor.STATES.get(from)
                            + " cannot become "
                            + StepExecutor.STATES.get(to));
        }
    }

    private static int state(Entry key) {
        return key.members().get("state") instanceof Value.Text(String state)
                ? StepExecutor.STATES.indexOf(state)
                : -1;
    }

    /**
     * The steps of an account. Senders are withdrawn only when no virtual sender of the document
     * needs them any more.
     */
    private List<Step> accountSteps(Entry wanted, List<Step.StepField> fields) {
        Optional<Step.StepField> senders =
                fields.stream().filter(one -> one.name().equals(Schema.SENDERS)).findFirst();
        boolean routed =
                document.peopled()
                        .getOrDefault(ObjectKind.VSENDERS, Set.of())
                        .contains(wanted.id());
        if (senders.isEmpty() || !routed) {
            return List.of(new Step(Action.CHANGE, wanted, fields));
        }
        List<String> middle =
                Assignment.names(senders.get().before().orElse(senders.get().after()));
        List<String> has = new ArrayList<>(middle);
        List<String> wants = Assignment.names(senders.get().after());
        Assignment.between(senders.get().before(), senders.get().after()).stream()
                .filter(call -> wants.contains(call.sender()))
                .forEach(call -> {
                    if (call.assigned()) {
                        has.add(call.sender());
                    } else {
                        has.remove(call.sender());
                    }
                });
        if (has.equals(wants)) {
            return List.of(new Step(Action.CHANGE, wanted, fields));
        }
        Value between = new Value.Items(has.stream().<Value>map(Value.Text::new).toList());
        late.add(
                new Step(
                        Action.CHANGE,
                        wanted,
                        List.of(
                                new Step.StepField(
                                        Schema.SENDERS,
                                        Optional.of(between),
                                        senders.get().after()))));
        List<Step.StepField> first =
                fields.stream()
                        .map(field ->
                                field.name().equals(Schema.SENDERS)
                                        ? new Step.StepField(field.name(), field.before(), between)
                                        : field)
                        .filter(field -> !field.before().equals(Optional.of(field.after())))
                        .toList();
        return first.isEmpty() ? List.of() : List.of(new Step(Action.CHANGE, wanted, first));
    }

    private void prune(ObjectKind kind) {
        Set<Entry.EntryId> wanted =
                document.of(kind).map(Entry::id).collect(Collectors.toUnmodifiableSet());
        world.of(kind)
                .filter(known -> !wanted.contains(known.entry().id()) && !known.stays())
                .filter(known -> !world.comesWithAnother(known))
                .filter(known -> !kind.owned() || peopled(known.entry().id()))
                .forEach(known -> steps.add(new Step(Action.DELETE, known.entry(), List.of())));
    }

    /** Whether the document lists the account's objects of the kind. */
    private boolean peopled(Entry.EntryId id) {
        return document.peopled().getOrDefault(id.kind(), Set.of()).contains(id.account());
    }
}
