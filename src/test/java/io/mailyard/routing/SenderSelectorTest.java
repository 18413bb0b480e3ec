package io.mailyard.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mailyard.routing.Selection.Chosen;
import io.mailyard.routing.Selection.NoRule;
import io.mailyard.routing.Selection.NoneAble;
import io.mailyard.routing.Selection.UnavailableReason;
import io.mailyard.routing.Share.ShareOverrides;
import io.mailyard.senders.SenderId;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sender a message goes by. */
class SenderSelectorTest {
    private static final int MESSAGES = 100_000;
    private static final List<UnavailableReason> EVERY_HINDRANCE =
            List.of(UnavailableReason.values());
    private static final MessageAttributes FACTS =
            new MessageAttributes(7, "Shop.example", "News@Shop.example", "a.test");

    @Test
    void choose_firstRuleThatMatches_wins() {
        List<Rule> rules =
                List.of(
                        only(new Condition.OfGroup(8), 1),
                        only(new Condition.ToDomain("b.test"), 2),
                        only(new Condition.FromEmail("news@shop.EXAMPLE"), 3),
                        only(new Condition.FromDomain("shop.example"), 4),
                        only(new Condition.Always(), 5));
        assertThat(SenderSelector.select(rules, FACTS, 1, 1, share -> Optional.empty()))
                .isInstanceOfSatisfying(
                        Chosen.class,
                        chosen -> {
                            assertThat(chosen.rule()).isEqualTo(2);
                            assertThat(chosen.share().sender()).isEqualTo(new SenderId(3));
                        });
        assertThat(
                        SenderSelector.select(
                                rules.subList(0, 2), FACTS, 1, 1, share -> Optional.empty()))
                .isEqualTo(new NoRule());
    }

    @Test
    void choose_noneAble_saysWhyOfEach() {
        assertThat(
                        SenderSelector.select(
                                List.of(only(new Condition.Always(), 5)),
                                FACTS,
                                1,
                                1,
                                id -> Optional.of(UnavailableReason.HELD)))
                .isEqualTo(new NoneAble(0, Map.of(new SenderId(5), UnavailableReason.HELD)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void choose_randomRules_sharesAsTheBinomialAllows(long seed) {
        Random random = new Random(seed);
        List<Share> shares = randomShares(random);
        Map<SenderId, UnavailableReason> out = new HashMap<>();
        for (Share share : shares.subList(1, shares.size())) {
            if (random.nextInt(3) == 0) {
                out.put(share.sender(), EVERY_HINDRANCE.get(random.nextInt(5)));
            }
        }
        int able =
                shares.stream()
                        .filter(share -> !out.containsKey(share.sender()))
                        .mapToInt(Share::percent)
                        .sum();
        List<Rule> rules = List.of(new Rule(new Condition.Always(), shares));
        Map<SenderId, Integer> counts = new HashMap<>();
        for (int message = 1; message <= MESSAGES; message++) {
            Chosen whole = chosen(rules, message, Map.of());
            Chosen chosen = chosen(rules, message, out);
            counts.merge(chosen.share().sender(), 1, Integer::sum);
            if (!out.containsKey(whole.share().sender())) {
                assertThat(chosen.share()).isEqualTo(whole.share());
            }
        }
        assertThat(counts.keySet()).noneMatch(out::containsKey);
        for (Share share : shares) {
            double p = out.containsKey(share.sender()) ? 0 : (double) share.percent() / able;
            double five = 5 * Math.sqrt(MESSAGES * p * (1 - p));
            assertThat((double) counts.getOrDefault(share.sender(), 0))
                    .isCloseTo(MESSAGES * p, within(five));
        }
    }

    /** A ramp bears its own part and never that of another. */
    @Test
    void choose_partOfOneLeftOut_goesToThoseWithoutARamp() {
        Warmup ramp = new Warmup(1, BigDecimal.ONE, 1, Map.of(), LocalDate.EPOCH);
        Share out = new Share(new SenderId(1), 40, ShareOverrides.NONE);
        Share warming = new Share(new SenderId(2), 40, ShareOverrides.NONE, Optional.of(ramp));
        Share warm = new Share(new SenderId(3), 20, ShareOverrides.NONE);
        Map<SenderId, UnavailableReason> full = Map.of(out.sender(), UnavailableReason.HELD);
        List<Rule> three = List.of(new Rule(new Condition.Always(), List.of(out, warming, warm)));
        for (int message = 1; message <= 1000; message++) {
            Share whole = chosen(three, message, Map.of()).share();
            Share chosen = chosen(three, message, full).share();
            assertThat(chosen).isEqualTo(whole.equals(out) ? warm : whole);
        }
        List<Share> rest = List.of(new Share(out.sender(), 60, ShareOverrides.NONE), warming);
        List<Rule> two = List.of(new Rule(new Condition.Always(), rest));
        assertThat(chosen(two, 1, full).share()).isEqualTo(warming);
        assertThat(chosen(two, 2, full).share()).isEqualTo(warming);
    }

    private static Chosen chosen(
            List<Rule> rules, long message, Map<SenderId, UnavailableReason> out) {
        return (Chosen)
                SenderSelector.select(
                        rules,
                        FACTS,
                        message,
                        1,
                        share -> Optional.ofNullable(out.get(share.sender())));
    }

    private static List<Share> randomShares(Random random) {
        List<Share> shares = new ArrayList<>();
        int left = 100;
        for (long id = 1; left > 0; id++) {
            int percent = id == 8 ? left : 1 + random.nextInt(Math.min(left, 40));
            shares.add(new Share(new SenderId(id), percent, ShareOverrides.NONE));
            left -= percent;
        }
        return shares;
    }

    private static Rule only(Condition condition, long sender) {
        return new Rule(
                condition, List.of(new Share(new SenderId(sender), 100, ShareOverrides.NONE)));
    }
}
