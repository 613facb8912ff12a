package io.lakehouse.core.table;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Random values of the types that fields have. */
final class RandomValues {

    static final LocalDate FIRST_DAY = LocalDate.of(1, 1, 1);
    static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    private RandomValues() {}

    /** Of 38 digits at most, and of any scale up to 18. */
    static BigDecimal decimal(Random random) {
        BigInteger unscaled = new BigInteger(random.nextInt(127), random);
        BigDecimal decimal = new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), 18);
        return decimal.setScale(random.nextInt(19), RoundingMode.DOWN);
    }

    static LocalDateTime localTime(Random random) {
        long days = FIRST_DAY.until(LAST_DAY, ChronoUnit.DAYS) + 1;
        return FIRST_DAY
                .atStartOfDay()
                .plusDays(random.nextLong(days))
                .plus(random.nextLong(Duration.ofDays(1).toSeconds() * 1_000_000), ChronoUnit.MICROS);
    }

    static Instant instant(Random random) {
        return localTime(random).toInstant(ZoneOffset.UTC);
    }

    /** Of any number of bits. */
    static int integer(Random random) {
        return random.nextInt() >> random.nextInt(Integer.SIZE);
    }

    /** Of any number of bits. */
    static long bigint(Random random) {
        return random.nextLong() >> random.nextInt(Long.SIZE);
    }

    static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(11)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Half of it ASCII, the rest any characters of Unicode. */
    static String text(Random random, int maxLength) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(maxLength + 1);
        while (text.length() < length) {
            int character = random.nextInt(random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1);
            if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
                text.appendCodePoint(character);
            }
        }
        return text.toString();
    }

    static <E> List<@Nullable E> list(Random random, int maxSize, Function<Random, E> element) {
        List<@Nullable E> list = new ArrayList<>();
        int size = random.nextInt(maxSize + 1);
        while (list.size() < size) {
            list.add(random.nextInt(5) == 0 ? null : element.apply(random));
        }
        return list;
    }

    static Map<String, @Nullable Instant> map(Random random, int maxSize) {
        Map<String, @Nullable Instant> map = new LinkedHashMap<>();
        for (Instant value : list(random, maxSize, RandomValues::instant)) {
            map.put(text(random, 3), value);
        }
        return map;
    }
}
