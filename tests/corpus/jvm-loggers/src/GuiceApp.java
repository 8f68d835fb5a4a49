package io.acme.di;
import com.google.inject.*;
public class GuiceApp { interface Db {} static class Repo { @Inject Repo(Db d) {} } static class Bad { @Inject Bad() { throw new IllegalStateException("bad ctor"); } } public static void main(String[] a) { try { Guice.createInjector().getInstance(Bad.class); } catch (Exception e) { e.printStackTrace(); } Guice.createInjector().getInstance(Repo.class); } }
