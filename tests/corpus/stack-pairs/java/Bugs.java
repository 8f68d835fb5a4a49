import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Each bug fails at a place of its own. SHIFT and LAMBDA become other code in other builds: see record.sh. */
public class Bugs {
    /*SHIFT*/
    static final Supplier<String> EARLIER = () -> "x";
    /*LAMBDA*/
    record Order(int id, String user, List<String> items) {}

    static class OrderException extends RuntimeException {
        OrderException(String message, Throwable cause) { super(message, cause); }
    }

    static int parse(String text) { return Integer.parseInt(text); }

    static void badNumber(int n) { parse("12x" + n); }

    static void badNumberElsewhere(int n) { total(new Order(n, "u", List.of("y" + n))); }

    static int total(Order order) { return order.items().stream().mapToInt(Bugs::parse).sum(); }
    /*SHIFT*/
    static void nullUser(int n) { new Order(n, null, List.of()).user().length(); }

    static void nullItems(int n) { new Order(n, "u", null).items().size(); }

    static void outOfRange(int n) { List.of("a").get(n + 1); }

    static void wrapped(int n) {
        try { badNumber(n); } catch (NumberFormatException e) { throw new OrderException("order " + n + " failed", e); }
    }

    static void wrappedElsewhere(int n) {
        try { nullUser(n); } catch (NullPointerException e) { throw new OrderException("order " + n + " failed", e); }
    }
    /*SHIFT*/
    static void inLambda(int n) { Function<Integer, Integer> f = x -> 10 / (x - x); f.apply(n); }

    static void inOtherLambda(int n) { Function<Object, String> f = x -> (String) x; f.apply(n); }

    public static void target(Integer n) { throw new UnsupportedOperationException("call " + n); }

    static void reflected(int n) throws Exception {
        Exception last = null;
        for (int i = 0; i < n * 20 + 1; i++)
            try { Bugs.class.getMethod("target", Integer.class).invoke(null, i); } catch (InvocationTargetException e) { last = e; }
        throw last;
    }

    static void async(int n) { CompletableFuture.supplyAsync(() -> Map.of("k", n).get(null)).join(); }

    static void check(int quantity, String user) {
        if (quantity < 0) throw new IllegalArgumentException("quantity is negative: " + quantity);
        /*SHIFT*/
        if (user.isEmpty()) throw new IllegalArgumentException("user must be named, not " + quantity);
    }

    static void negative(int n) { check(-n - 1, "u"); }

    static void unnamed(int n) { check(n, ""); }

    static int depth(int n) { return other(n + 1) + 1; }

    static int other(int n) { return depth(n + 1) + 1; }

    static void overflow(int n) { depth(n); }

    interface Bug { void run(int n) throws Exception; }

    public static void main(String[] args) {
        int n = Integer.parseInt(args[0]);
        Map<String, Bug> bugs = new java.util.TreeMap<>(Map.of("bad-number", Bugs::badNumber, "bad-number-elsewhere", Bugs::badNumberElsewhere,
            "null-user", Bugs::nullUser, "null-items", Bugs::nullItems, "out-of-range", Bugs::outOfRange, "wrapped", Bugs::wrapped,
            "wrapped-elsewhere", Bugs::wrappedElsewhere, "in-lambda", Bugs::inLambda, "in-other-lambda", Bugs::inOtherLambda));
        bugs.putAll(Map.of("reflected", Bugs::reflected, "async", Bugs::async, "negative", Bugs::negative, "unnamed", Bugs::unnamed, "overflow", Bugs::overflow));
        bugs.forEach((name, bug) -> {
            System.err.println("#### " + name);
            try { bug.run(n); } catch (Throwable e) { e.printStackTrace(); }
        });
    }
}
