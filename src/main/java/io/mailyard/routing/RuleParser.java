package io.mailyard.routing;

import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.DomainName;
import io.mailyard.base.Fault;
import io.mailyard.base.VisibleText;
import io.mailyard.db.Tx;
import io.mailyard.identity.FromPolicy;
import io.mailyard.mime.Address;
import io.mailyard.routing.Share.ShareOverrides;
import io.mailyard.senders.Sender;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.Senders;
import io.mailyard.wire.Digits;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Parses the rules of a call and checks them against existing senders. Collects all faults with
 * their paths; the rules are valid only if there is none. For one call.
 */
final class RuleParser {
    /** Reported faults per body; see {@link io.mailyard.api.Params}. */
    private static final int MAX_FAULTS = 100;

    private static final int HUNDRED = 100;

    /** Maximum length of a display name. */
    private static final int MAX_FROM_NAME = 200;

    private final AccountId account;
    private final Map<SenderId, Sender> senders;
    private final Set<SenderId> assigned;
    private final WarmupParser warmups;
    private final FromPolicy names;
    private final List<Fault> faults = new ArrayList<>();

    private RuleParser(
            AccountId account,
            Map<SenderId, Sender> senders,
            Set<SenderId> assigned,
            WarmupParser warmups,
            FromPolicy names) {
        this.account = account;
        this.senders = senders;
        this.assigned = assigned;
        this.warmups = warmups;
        this.names = names;
    }

    /** Channel of a rule. */
    enum Channel {
        EMAIL("email_rules", "e-mail"),
        SMS("sms_rules", "SMS");

        private final String field;
        private final String sends;

        Channel(String field, String sends) {
            this.field = field;
            this.sends = sends;
        }

        /** Rule types of the channel in documented order. */
        List<String> types() {
            return switch (this) {
                case EMAIL ->
                        List.of("default", "group_id", "from_domain", "to_domain", "from_email");
                case SMS -> List.of("default", "group_id", "from_domain");
            };
        }
    }

    /** Creates a parser and loads what the rules name. */
    static RuleParser of(
            WarmupParser warmups,
            Senders senders,
            FromPolicy names,
            AccountId account,
            List<List<Params>> rules) {
        Tx tx = warmups.tx();
        Set<SenderId> named = new HashSet<>();
        rules.stream()
                .flatMap(List::stream)
                .flatMap(rule -> rule.get(VirtualSenderBody.SENDERS).stream())
                .forEach(share -> named.add(sender(share)));
        return new RuleParser(
                account,
                named.isEmpty() ? Map.of() : senders.withoutDetails(tx, named),
                named.isEmpty() ? Set.of() : senders.assignedTo(tx, account),
                warmups,
                names);
    }

    private static SenderId sender(Params share) {
        return new SenderId(share.get(VirtualSenderBody.SENDER_ID));
    }

    /**
     * Finishes parsing.
     *
     * @throws ApiException error 400 with all faults
     */
    void requireValid() {
        if (!faults.isEmpty()) {
            throw ApiException.badRequest(faults);
        }
    }

    void fault(String field, String reason) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(new Fault(field, reason));
        }
    }

    /** The parsed rules; faulty ones contain unusable values. */
    List<Rule> rules(Channel channel, List<Params> given) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String place = channel.field + "[" + i + "]";
            int faultsBefore = faults.size();
            Optional<Condition> condition = condition(channel, place, given.get(i));
            List<Share> shares =
                    shares(
                            channel,
                            place + ".senders",
                            given.get(i).get(VirtualSenderBody.SENDERS));
            if (condition.isPresent() && faults.size() == faultsBefore) {
                rules.add(new Rule(condition.get(), shares));
            }
        }
        defaults(channel, given);
        return rules;
    }

    /** Checks that there is exactly one default rule and that it is the last. */
    private void defaults(Channel channel, List<Params> given) {
        boolean there = false;
        for (int i = 0; i < given.size(); i++) {
            if (type(given.get(i)).equals("default")) {
                String field = channel.field + "[" + i + "].type";
                if (i < given.size() - 1) {
                    fault(field, "default must be the last: no rule behind it would ever match");
                }
                if (there) {
                    fault(field, "default must be there once");
                }
                there = true;
            }
        }
        if (!there && !given.isEmpty()) {
            fault(channel.field, "must end with a rule of the type default");
        }
    }

    private static String type(Params rule) {
        return rule.get(VirtualSenderBody.TYPE).strip().toLowerCase(Locale.ROOT);
    }

    private Optional<Condition> condition(Channel channel, String place, Params rule) {
        String type = type(rule);
        if (!channel.types().contains(type)) {
            String shown = VisibleText.shortened(rule.get(VirtualSenderBody.TYPE));
            fault(
                    place + ".type",
                    "'" + shown + "' is not one of " + String.join(", ", channel.types()));
            return Optional.empty();
        }
        String given = value(rule).strip();
        return checked(place + ".value", given, text -> value(type, text))
                .map(value -> RuleText.condition(type, value));
    }

    private static String value(Params rule) {
        return switch (rule.find(VirtualSenderBody.VALUE).orElse(new Value.Nothing())) {
            case Value.Text(String text) -> text;
            case Value.Numeral(String literal) -> literal;
            case Value.Flag _, Value.Nothing _, Value.Items _, Value.Members _ -> "";
        };
    }

    /** The stored form of a value; IllegalArgumentException if it is invalid. */
    private static String value(String type, String given) {
        String value =
                switch (type) {
                    case "default" -> {
                        if (!given.isEmpty()) {
                            throw new IllegalArgumentException(
                                    "'"
                                            + VisibleText.shortened(given)
                                            + "' must be empty with default");
                        }
                        yield "";
                    }
                    case "group_id" -> group(given);
                    case "from_email" -> Address.parse(given).toString();
                    default -> DomainName.checked(given);
                };
        return value.toLowerCase(Locale.ROOT);
    }

    private static String group(String given) {
        long group =
                Digits.wholeNumber(new Value.Text(given))
                        .filter(Digits::unsigned)
                        .map(Digits::parse)
                        .orElse(0L);
        if (group == 0) {
            throw new IllegalArgumentException(
                    "'" + VisibleText.shortened(given) + "' must be a whole number from 1");
        }
        return Long.toString(group);
    }

    private List<Share> shares(Channel channel, String field, List<Params> given) {
        List<Share> shares = new ArrayList<>();
        Map<SenderId, Integer> places = new HashMap<>();
        long sum = 0;
        for (int i = 0; i < given.size(); i++) {
            Params params = given.get(i);
            String place = field + "[" + i + "]";
            int faultsBefore = faults.size();
            SenderId sender = sender(params);
            unassigned(channel, sender).ifPresent(reason -> fault(place + ".sender_id", reason));
            Integer earlier = places.putIfAbsent(sender, i);
            if (earlier != null) {
                fault(
                        place + ".sender_id",
                        "sender " + sender + " is in " + field + "[" + earlier + "] already");
            }
            long percent = params.get(VirtualSenderBody.PERCENT);
            if (percent < 1 || percent > HUNDRED) {
                fault(place + ".percent", percent + " is not from 1 to 100");
            }
            sum = percent < 0 || percent > HUNDRED ? sum : sum + percent;
            ShareOverrides overrides = overrides(place, params);
            Optional<Warmup> warmup =
                    params.find(VirtualSenderBody.WARMUP)
                            .map(ramp ->
                                    warmups.read(place + ".warmup", sender, ramp, this::fault));
            if (faults.size() == faultsBefore) {
                shares.add(new Share(sender, (int) percent, overrides, warmup));
            }
        }
        if (given.isEmpty()) {
            fault(field, "must have at least one sender");
        } else if (sum != HUNDRED) {
            fault(field, "percents add up to " + sum + ", must add up to 100");
        }
        return shares;
    }

    private Optional<String> unassigned(Channel channel, SenderId id) {
        Sender sender = senders.get(id);
        if (sender == null || !assigned.contains(id)) {
            // The same text for both, so that an account learns nothing about ids of others.
            return Optional.of("no sender with id " + id + " is assigned to account " + account);
        }
        if (sender.deletedAt().isPresent()) {
            return Optional.of("sender " + id + " is deleted");
        }
        boolean email = sender.mta().isPresent();
        return email == (channel == Channel.EMAIL)
                ? Optional.empty()
                : Optional.of(
                        "sender "
                                + id
                                + " is of the type "
                                + sender.type()
                                + ", which sends no "
                                + channel.sends);
    }

    private ShareOverrides overrides(String place, Params params) {
        return new ShareOverrides(
                override(place, params, VirtualSenderBody.FROM_EMAIL, this::checkWritable),
                override(place, params, VirtualSenderBody.REPLYTO_EMAIL, RuleParser::address),
                override(place, params, VirtualSenderBody.FROM_NAME, RuleParser::name));
    }

    /** Checks that the account may use an address. */
    private String checkWritable(String given) {
        String address = address(given);
        names.override(account, address)
                .ifPresent(reason -> {
                    throw new IllegalArgumentException(reason);
                });
        return address;
    }

    private Optional<String> override(
            String place, Params params, Param<String> param, UnaryOperator<String> check) {
        String text = params.get(param).strip();
        return text.isEmpty() ? Optional.empty() : checked(place + "." + param.name(), text, check);
    }

    private static String address(String given) {
        return Address.parse(given).toString();
    }

    private static String name(String given) {
        if (given.codePointCount(0, given.length()) > MAX_FROM_NAME) {
            throw new IllegalArgumentException(
                    "must have at most " + MAX_FROM_NAME + " characters, has " + given.length());
        }
        if (given.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("must not contain control characters");
        }
        return given;
    }

    private Optional<String> checked(String field, String given, UnaryOperator<String> check) {
        try {
            return Optional.of(check.apply(given));
        } catch (IllegalArgumentException refused) {
            fault(field, String.valueOf(refused.getMessage()));
            return Optional.empty();
        }
    }
}
