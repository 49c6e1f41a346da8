/**
 * What comes to many minds when they are asked for a few words, and so to those who guess: examples that comics and manuals
 * gave of a good password, and what everybody has heard said. Put together by us; how they are spaced makes no difference.
 */
const sayings = `
correct horse battery staple
staple battery horse correct
horse battery staple correct
tr0ub4dor and 3
troubador and 3
clock blouse dolphin tomato
cleft cam synod lacy yr
a good password is hard to guess
a long and strong password
this is a good password
this is a long password
this is a secure password
this is a strong password
this is a very long password
this is my secret password
what is the password
what is my password
i forgot my password
i forgot the password
please change this password
my voice is my passport
my voice is my password
never tell anyone your password
open the door please
let me in please
let me in now
open the pod bay doors
open the pod bay doors hal
shall we play a game
the quick brown fox
the quick brown fox jumps
the quick brown fox jumps over the lazy dog
pack my box with five dozen liquor jugs
lorem ipsum dolor sit amet
franz jagt im komplett verwahrlosten taxi quer durch bayern
portez ce vieux whisky au juge blond qui fume
may the force be with you
the force is with you
i am your father
luke i am your father
all your base are belong to us
the cake is a lie
winter is coming
you shall not pass
one ring to rule them all
my precious precious
hasta la vista baby
houston we have a problem
i will be back
life is like a box of chocolates
the answer is 42
the answer is forty two
so long and thanks for all the fish
to be or not to be
to be or not to be that is the question
romeo romeo wherefore art thou
once upon a time
it was a dark and stormy night
call me ishmael
happily ever after
the end is near
four score and seven years ago
we the people of the united states
i have a dream
ask not what your country can do for you
one small step for man
i think therefore i am
cogito ergo sum
carpe diem
veni vidi vici
alea iacta est
in vino veritas
in the beginning was the word
in the beginning god created the heaven and the earth
the lord is my shepherd
our father who art in heaven
in god we trust
jesus is my lord
let there be light
for god so loved the world
roses are red violets are blue
twinkle twinkle little star
mary had a little lamb
happy birthday to you
we wish you a merry christmas
we will rock you
we are the champions
never gonna give you up
let it be let it be
all you need is love
i want to hold your hand
here comes the sun
stairway to heaven
hotel california
an apple a day keeps the doctor away
actions speak louder than words
all that glitters is not gold
better late than never
practice makes perfect
time is money
money is the root of all evil
money makes the world go round
the early bird catches the worm
when in rome do as the romans do
live long and prosper
live laugh love
keep calm and carry on
just do it
home sweet home
i love my family
i love my wife and kids
i love you to the moon and back
`;

const known = new Set(
  sayings
    .split('\n')
    .map((saying) => saying.replaceAll(' ', ''))
    .filter(Boolean),
);

/** @param words in lower case, without spaces and signs */
export const isSaying = (words: string): boolean => known.has(words);
