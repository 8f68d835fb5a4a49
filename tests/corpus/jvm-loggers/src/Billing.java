package io.acme.billing;
import java.io.*; import java.lang.reflect.*; import java.sql.SQLException; import java.util.*; import java.util.concurrent.*; import java.util.function.*;
public class Billing {
  public interface Out { void info(String m); void error(String m, Throwable t); }
  public static class OutOfPaper extends RuntimeException { OutOfPaper(String m) { super(m); } }
  public static class QuotaReached extends Exception { QuotaReached(String m) { super(m); } }
  static class Lean extends RuntimeException { Lean(String m) { super(m, null, false, false); } }
  static class Drawer implements AutoCloseable { public void close() throws IOException { throw new IOException("drawer jammed"); } void put(int n) { throw new IllegalArgumentException("no slot " + n); } }
  interface Tax { int of(String country); }
  static int total(int[] lines, int id) { if (lines.length == 0) throw new IllegalStateException("invoice " + id + " has no lines"); return lines[0]; }
  static void disk(String f) throws IOException { throw new FileNotFoundException(f + " (No such file or directory)"); }
  static void rows(String f) throws SQLException { try { disk(f); } catch (IOException e) { throw new SQLException("cannot load " + f, "08006", 17, e); } }
  static void load(String f) { try { rows(f); } catch (SQLException e) { throw new RuntimeException("load failed; nested exception is java.sql.SQLException: " + e.getMessage(), e); } }
  static int ratio(int a, int b) { return a / b; }
  static int deep(int n) { return n % 2 == 0 ? deep(n + 1) + 1 : deeper(n + 1); }
  static int deeper(int n) { return deep(n) + 2; }
  static void parse(String s) { throw new IllegalArgumentException("cannot parse:\n\tat column 9\n  at line (3)\nCaused by nothing in particular\n    ^"); }
  static Object self(Object o) { return Objects.requireNonNull(o); }
  static int len(String[] a) { return a[0].length(); }
  static void run(Runnable r) { r.run(); }
  static void attempt(Out o, String m, Callable<?> c) { try { c.call(); } catch (Throwable t) { o.error(m, t); } }
  public static void all(Out o) throws Exception {
    o.info("starting");
    for (int i = 0; i < 3; i++) { int id = 700 + i * 37; attempt(o, "total failed", () -> { run(() -> total(new int[0], id)); return 0; }); o.info("next"); }
    for (int i = 0; i < 2; i++) { String f = "/data/in" + i + ".csv"; attempt(o, "cannot load " + i, () -> { load(f); return 0; }); }
    attempt(o, "print", () -> { try (Drawer d = new Drawer()) { d.put(4); } return 0; });
    if (!Boolean.getBoolean("nocircle")) { RuntimeException a = new RuntimeException("a"); Exception b = new Exception("b", a); a.initCause(b); o.error("circle", a); }
    ExecutorService pool = Executors.newFixedThreadPool(2, r -> { Thread t = new Thread(r, "billing-pool"); t.setDaemon(true); return t; });
    for (int i = 0; i < 2; i++) attempt(o, "job", () -> pool.submit(() -> ratio(1, 0)).get());
    attempt(o, "async", () -> CompletableFuture.supplyAsync(() -> { throw new OutOfPaper("tray 2"); }, pool).thenApply(x -> x).join());
    for (int i = 0; i < 2; i++) attempt(o, "paper", () -> { throw new OutOfPaper("tray 3"); });
    attempt(o, "quota", () -> { throw new QuotaReached("1000 of 1000"); });
    attempt(o, "reflect", () -> Billing.class.getDeclaredMethod("parse", String.class).invoke(null, "x"));
    Tax tax = (Tax) Proxy.newProxyInstance(Billing.class.getClassLoader(), new Class<?>[]{Tax.class}, (p, m, a) -> { throw new QuotaReached("tax " + a[0]); });
    attempt(o, "tax", () -> tax.of("DE"));
    attempt(o, "lean", () -> { throw new Lean("no trace"); });
    attempt(o, "i18n", () -> { throw new FileNotFoundException("Datei nicht gefunden: naïve/日本語 – „x“.txt"); });
    attempt(o, "null", () -> self(null));
    attempt(o, "helpful", () -> len(new String[1]));
    attempt(o, "deep", () -> deep(0));
    o.info("done");
    pool.shutdown();
  }
}
