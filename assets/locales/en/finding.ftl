# Finding: search, tags, categories, feeds.

search-title = Search: { $query }
search-for = Search for
search-again = Search the forum
search-narrow = Narrow the search
search-example-tag = tag:yeast
search-means-tag = only topics with this tag
search-example-user = user:ada
search-means-user = only what this member wrote
search-example-category = category:brewing
search-means-category = only in this category
search-example-answered = is:answered
search-means-answered = questions with an answer
search-example-unanswered = is:unanswered
search-means-unanswered = questions still without one
search-example-accepted = is:accepted
search-means-accepted = questions with an accepted answer
search-example-score = score:5
search-means-score = posts with a score of at least 5; <, >, <= and = work too
search-example-phrase = "dry hop"
search-means-phrase = these words in this order
search-example-without = -wine
search-means-without = leave out what has this word
search-unknown = “{ $filter }” is not a filter this search knows.
search-nowhere = Nothing here is called “{ $filter }”.
search-people = Members
search-no-words = There is nothing to look for yet
search-no-words-hint = Type a word to find, not only words to leave out.
search-none = Nothing found
search-none-hint = Try fewer or other words, or take a filter away.
search-no-more = There are no more results
search-count = { $n ->
    [one] 1 result
   *[other] { $n } results
}
search-cut = The best of the latest { $n } results. More words or a filter find what is older.
search-chosen-from = Only the newest { $shown } posts were looked through with these filters. Another word or a rarer tag finds what is older.
search-answer = Answer
search-reply = Reply
search-accepted = accepted
search-score = score { $shown }
search-previous = Previous results
search-next = More results

tags-find = Find a tag
tags-starting = Tags that start with
tags-all = All tags
tags-none = No tags yet
tags-none-hint = Tags appear here when topics carry them.
tags-no-match = No tag starts with “{ $start }”
tags-cut = The { $n } most used are shown. Type the start of a tag to find another.

categories-none = No categories yet
categories-nothing = Nothing here yet
categories-topics = { $n ->
    [one] topic
   *[other] topics
}

feed-answer = Answer: { $title }
feed-reply = Reply: { $title }
